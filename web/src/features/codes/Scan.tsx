import { useCallback, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Face } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { meaningOf } from "./codes";
import { reader, readFile } from "./reading";
import "./codes.css";

const LOOKS_EVERY_MS = 150;
type Wrong = "unknown" | "payer" | "none" | "unreadable";

/** Scans a code by the camera, or out of a picture where there is no camera. */
export function Scan() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const [wrong, setWrong] = useState<Wrong>();
  const read = useCallback(
    (text: string | undefined) => {
      const meaning = text === undefined ? undefined : meaningOf(text);
      if (meaning?.kind === "page") void navigate(meaning.path, { replace: true });
      else setWrong(meaning?.kind ?? "none");
      return meaning?.kind === "page";
    },
    [navigate],
  );
  return (
    <Page title={t("codes.scan")} hasBack>
      <Camera onText={read} />
      {wrong !== undefined && (
        <p className="code-wrong" role="alert">
          {t(`codes.wrong.${wrong}`)}
        </p>
      )}
      <FromPicture onText={read} onUnreadable={() => setWrong("unreadable")} />
      <Section>
        <Row icon="barcode" title={t("codes.mine")} to="/pay/code" />
        <Row icon="qr-code" title={t("codes.receive")} to="/pay/receive" />
      </Section>
    </Page>
  );
}

/** Shows what the camera sees until a code of ours is in it. */
export function Camera({ onText }: { onText: (text: string) => boolean }) {
  const { t } = useSpeech();
  const video = useRef<HTMLVideoElement>(null);
  const [isDenied, setDenied] = useState(() => navigator.mediaDevices?.getUserMedia === undefined);
  useEffect(() => {
    const shown = video.current;
    if (shown === null) return;
    const looking = look(shown, onText, () => setDenied(true));
    return () => looking.end();
  }, [onText]);
  if (isDenied) return <Face icon="camera" title={t("codes.noCamera")} text={t("codes.noCameraText")} />;
  return (
    <div className="code-camera">
      <video ref={video} muted playsInline aria-label={t("codes.camera")} />
      <span className="code-frame" aria-hidden="true" />
    </div>
  );
}

function look(video: HTMLVideoElement, onText: (text: string) => boolean, onDenied: () => void): { end: () => void } {
  let isOver = false;
  let stream: MediaStream | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    isOver = true;
    clearTimeout(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  async function begin() {
    const [read, own] = await Promise.all([
      reader(),
      navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }),
    ]);
    stream = own;
    if (isOver) return end();
    video.srcObject = own;
    await video.play();
    const next = async () => {
      const text = await read({ source: video, width: video.videoWidth, height: video.videoHeight }).catch(
        () => undefined,
      );
      if (isOver) return;
      if (text !== undefined && onText(text)) return end();
      timer = setTimeout(() => void next(), LOOKS_EVERY_MS);
    };
    void next();
  }
  begin().catch(() => {
    if (!isOver) onDenied();
  });
  return { end };
}

export function FromPicture(props: { onText: (text: string | undefined) => unknown; onUnreadable: () => void }) {
  const { t } = useSpeech();
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  async function choose(file: File | undefined) {
    if (file === undefined) return;
    setBusy(true);
    try {
      props.onText(await readFile(file));
    } catch {
      props.onUnreadable();
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <input
        ref={input}
        className="unseen"
        type="file"
        accept="image/*"
        aria-label={t("codes.choose")}
        tabIndex={-1}
        onChange={(event) => {
          void choose(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Button
        weight="soft"
        isBusy={isBusy}
        icon={<Icon name="image" size={20} />}
        onClick={() => input.current?.click()}
      >
        {t("codes.choose")}
      </Button>
    </>
  );
}
