import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import { Words } from "@/ui/Words";
import { appQuery, appsQuery, fileOf, isPrivate, isRequest, pemOf, type App } from "./apps";
import { Copied } from "./Copied";

/** By what the program is known, and what it verifies our answers by. */
export function Keys({ app }: { app: App }) {
  const { t } = useSpeech();
  const [open, setOpen] = useState<"key" | "aes">();
  const params = { path: { app_id: app.app_id } };
  const touches = [appsQuery.queryKey];
  const dropAes = useAct(() => got(http.DELETE("/api/me/apps/{app_id}/aes-key", { params })), {
    touches,
    onError: toast.error,
  });
  const known = app.public_key === null ? "none" : app.mode;
  return (
    <>
      <Section title={t("apps.keys")}>
        <Row
          icon="key"
          title={t(`apps.known.${known}`)}
          text={
            known === "certificate" ? (
              <span className="apps-text numbers">{app.cert_sn}</span>
            ) : (
              t(`apps.knownText.${known}`)
            )
          }
          trail={
            <Button weight={known === "none" ? "solid" : "soft"} onClick={() => setOpen("key")}>
              {t(known === "none" ? "apps.upload" : "apps.replace")}
            </Button>
          }
        />
        <Copied label={t("apps.platformKey")} text={app.platform_public_key} />
        <Saved name="platform-public-key.pem" text={pemOf(app.platform_public_key)} />
        {app.mode === "certificate" && <Certificates id={app.app_id} />}
        <Row
          icon="lock-simple"
          title={t("apps.aes")}
          text={t(app.has_aes_key ? "apps.aesThere" : "apps.aesNone")}
          trail={
            <>
              {app.has_aes_key && (
                <Button weight="plain" isBusy={dropAes.isPending} onClick={() => dropAes.mutate()}>
                  {t("apps.aesDrop")}
                </Button>
              )}
              <Button weight="soft" onClick={() => setOpen("aes")}>
                {t("apps.aesMake")}
              </Button>
            </>
          }
        />
      </Section>
      <SheetDialog title={t("apps.uploadTitle")} isOpen={open === "key"} onClose={() => setOpen(undefined)}>
        <Upload id={app.app_id} onDone={() => setOpen(undefined)} />
      </SheetDialog>
      <SheetDialog title={t("apps.aes")} isOpen={open === "aes"} onClose={() => setOpen(undefined)}>
        <AesKey app={app} />
      </SheetDialog>
    </>
  );
}

function Saved({ name, text }: { name: string; text: string }) {
  const { t } = useSpeech();
  return (
    <a className="apps-file" href={fileOf(text)} download={name}>
      {t("apps.save", { name })}
    </a>
  );
}

function Certificates({ id }: { id: string }) {
  const files = useQuery({
    queryKey: ["apps", id, "certificates"],
    queryFn: () => got(http.GET("/api/me/apps/{app_id}/certificates", { params: { path: { app_id: id } } })),
  });
  if (!files.data) return null;
  const { app_certificate, platform_certificate, root_certificates } = files.data;
  return (
    <>
      <Saved name="appCertPublicKey.crt" text={app_certificate} />
      <Saved name="alipayCertPublicKey_RSA2.crt" text={platform_certificate} />
      <Saved name="alipayRootCert.crt" text={root_certificates} />
    </>
  );
}

/** A public key or a certificate signing request: what was pasted says which. */
function Upload({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useSpeech();
  const [text, setText] = useState("");
  const params = { path: { app_id: id } };
  const upload = useAct<string, Shape<"AppView"> | Shape<"CertificatesView">>(
    (said) =>
      isRequest(said)
        ? got(http.PUT("/api/me/apps/{app_id}/certificate", { params, body: { request: said } }))
        : got(http.PUT("/api/me/apps/{app_id}/key", { params, body: { public_key: said } })),
    {
      touches: [appQuery(id).queryKey, appsQuery.queryKey],
      onDone: () => {
        toast.done(t("apps.uploaded"));
        onDone();
      },
    },
  );
  const isSecret = isPrivate(text);
  return (
    <>
      <p className="apps-note">{t("apps.uploadText")}</p>
      <Words
        label={t("apps.uploadLabel")}
        hint={isSecret ? t("apps.uploadPrivate") : t("apps.uploadHint")}
        error={upload.error ?? undefined}
        value={text}
        rows={6}
        maxLength={8000}
        onChange={setText}
      />
      <Button
        isBlock
        isBusy={upload.isPending}
        disabled={text.trim() === "" || isSecret}
        onClick={() => upload.mutate(text)}
      >
        {t(isRequest(text) ? "apps.uploadRequest" : "apps.uploadKey")}
      </Button>
    </>
  );
}

function AesKey({ app }: { app: App }) {
  const { t } = useSpeech();
  const make = useAct(
    () => got(http.POST("/api/me/apps/{app_id}/aes-key", { params: { path: { app_id: app.app_id } } })),
    { touches: [appQuery(app.app_id).queryKey], onError: toast.error },
  );
  if (make.data)
    return (
      <>
        <p className="apps-note">{t("apps.aesOnce")}</p>
        <Copied label={t("apps.aes")} text={make.data.aes_key} />
      </>
    );
  return (
    <>
      <p className="apps-note">{t(app.has_aes_key ? "apps.aesTextAgain" : "apps.aesText")}</p>
      <Button isBlock isBusy={make.isPending} onClick={() => make.mutate()}>
        {t("apps.aesMakeNow")}
      </Button>
    </>
  );
}
