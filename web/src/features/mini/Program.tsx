import { useCallback, useEffect, useRef, useState } from "react";
import { useLocation, useNavigate, useParams } from "react-router";
import {
  Host,
  keptInDatabase,
  network,
  networkCalls,
  type KeptInDatabase,
  type PageOnStack,
  type Patience,
} from "@everywhere/mini-host";
import { got, http } from "@/api";
import { useSpeech, type Speech } from "@/app/i18n";
import { whoIsHere } from "@/features/people";
import { ErrorFace } from "@/ui/Face";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { ownCalls, type Asks, type Said } from "./calls";
import { Menu } from "./Menu";
import { Opening } from "./opening";
import { addressOf, sharedAddress, startOf, type Deep, type Referrer } from "./place";
import { useQuestions, type Asker } from "./questions";
import { Sheets } from "./Sheets";
import { socketWay } from "./sockets";
import { systemOf } from "./system";
import { useHistory } from "./useHistory";
import { wordsOf } from "./words";
import "./mini.css";

interface Ready {
  opening: Opening;
  kept: KeptInDatabase;
}

/** A mini-program, in its frame: `/a/<app>/<page>?<query>`. */
export function Program() {
  const appId = useParams()["app"] ?? "";
  const [run, setRun] = useState(0);
  const again = useCallback(() => setRun((before) => before + 1), []);
  return <Opened key={`${appId} ${run}`} appId={appId} onAgain={again} />;
}

function Opened({ appId, onAgain }: { appId: string; onAgain: () => void }) {
  const { t } = useSpeech();
  const [ready, setReady] = useState<Ready>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let isOver = false;
    prepared(appId).then(
      (found) => !isOver && setReady(found),
      (refused: unknown) => !isOver && setError(refused),
    );
    return () => {
      isOver = true;
    };
  }, [appId]);
  if (ready) return <Running appId={appId} {...ready} onAgain={onAgain} />;
  return (
    <Page title={t("mini.title")} hasBack>
      {error === undefined ? <ListSkeleton rows={3} /> : <ErrorFace error={error} onRetry={onAgain} />}
    </Page>
  );
}

/** What a program keeps is its own, and each person's; whoever is not signed in is one person on this device. */
async function prepared(appId: string): Promise<Ready> {
  const me = await whoIsHere();
  const [opening, kept] = await Promise.all([Opening.of(appId), keptInDatabase(keptAs(appId, me?.id))]);
  return { opening, kept };
}

function keptAs(appId: string, person = "guest"): string {
  return `${person} ${appId}`;
}

function Running({ appId, opening, kept, onAgain }: Ready & { appId: string; onAgain: () => void }) {
  const speech = useSpeech();
  const location = useLocation();
  const navigate = useNavigate();
  const place = useRef<HTMLDivElement>(null);
  const host = useRef<Host | undefined>(undefined);
  const [stack, setStack] = useState<readonly PageOnStack[]>([]);
  const [isMenu, setMenu] = useState(false);
  const { question, asks } = useQuestions();
  const { leave } = useHistory(appId, stack, host, onAgain);
  const share = useCallback(
    async (page: Pick<PageOnStack, "path" | "query"> | undefined, { title, desc, path }: Said) => {
      const url = sharedAddress(appId, path, page ? addressOf(appId, page) : `/a/${appId}`);
      const words = { title: title || opening.view.name, ...(desc !== "" && { text: desc }) };
      if (navigator.share) await navigator.share({ ...words, url }).catch(() => undefined);
      else {
        await navigator.clipboard.writeText(url);
        toast.done(speech.t("mini.linkCopied"));
      }
    },
    [appId, opening, speech],
  );
  // What the host is made of is what stood here when it was made: neither a new language nor a new address begins a program anew.
  const made = useRef({ speech, location, leave, share, navigate });
  useEffect(() => {
    made.current = { speech, location, leave, share, navigate };
  });
  useEffect(() => {
    const into = place.current;
    if (into === null) return;
    const own = begun(into, opening, kept, asks, {
      ...made.current,
      setStack,
      openMenu: () => setMenu(true),
      now: () => made.current,
    });
    host.current = own;
    return () => own.remove();
  }, [opening, kept, asks]);
  const { name } = opening.view;
  return (
    <div className="mini">
      <div ref={place} className="mini-phone" />
      <Sheets question={question} name={name} />
      <Menu
        name={name}
        isOpen={isMenu}
        onClose={() => setMenu(false)}
        canShare={stack.at(-1)?.canShare ?? true}
        onShare={() => host.current?.share()}
        onGrants={() => void host.current?.changeGrants()}
        onAgain={onAgain}
        onForget={() => void kept.forget().then(onAgain)}
      />
    </div>
  );
}

interface Around {
  location: ReturnType<typeof useLocation>;
  speech: Speech;
  setStack: (stack: readonly PageOnStack[]) => void;
  openMenu: () => void;
  /** What stands around the host now. */
  now: () => {
    leave: () => void;
    navigate: ReturnType<typeof useNavigate>;
    share: (page: PageOnStack | undefined, said: Said) => Promise<void>;
  };
}

const NOTED = new Set(["flood", "frozen", "blocked"] as const);
const isNoted = (event: string): event is "flood" | "frozen" | "blocked" => (NOTED as Set<string>).has(event);
const DENIED = 2001;
// How a program was opened, in the numbers that programs know.
const FROM_OURS = "1000";
const FROM_ANOTHER = "1037";
const FROM_ANOTHER_BACK = "1038";
/** Who went back to a program, until it is begun again. */
const returned = new Map<string, Referrer>();

function begun(into: HTMLElement, opening: Opening, kept: KeptInDatabase, asks: Asker, around: Around): Host {
  const { app, name, frame, app_id, web_origins: webOrigins } = opening.view;
  const { t } = around.speech;
  const words = wordsOf(t);
  const start = startOf(app_id, around.location.pathname, around.location.search);
  const opener = (around.location.state as Deep | null)?.extra;
  const returner = returned.get(app_id);
  returned.delete(app_id);
  const made = new Host(into, {
    frame,
    name,
    app,
    kept,
    webOrigins,
    words,
    boot: {
      appId: app_id,
      launch: {
        ...start,
        scene: returner ? FROM_ANOTHER_BACK : opener ? FROM_ANOTHER : FROM_OURS,
        referrerInfo: returner ?? opener,
      },
      system: systemOf(into, around.speech.language),
      ext: {},
      network: network(),
      strict: false,
    },
    sockets: socketWay(opening),
    more: {
      ...networkCalls(opening.way, (app["networkTimeout"] ?? {}) as Patience),
      ...ownCalls(opening, asksOf()),
    },
    close: () => around.now().leave(),
    menu: around.openMenu,
    heard: (event, detail) => {
      if (event === "stack" && Array.isArray(detail)) around.setStack(detail as PageOnStack[]);
      else if (isNoted(event)) opening.note(event, JSON.stringify(detail));
      else if (event === "refused" && (detail as { error?: number }).error === DENIED)
        opening.note("denied", String((detail as { method?: string }).method));
    },
  });
  return made;

  function asksOf(): Asks {
    return {
      scopes: (scopes) => asks("scopes", scopes),
      pay: (order) => asks("pay", order),
      scan: () => asks("scan", undefined),
      place: () => asks("place", undefined),
      show: async (title, content) => {
        await made.dialogs.ask({ title: title || name, content, buttons: [words.ok] });
      },
      city: async () => {
        const { items } = await got(http.GET("/api/cities"));
        const names = items.map((city) => around.speech.either(city, "name"));
        const { index } = await made.dialogs.ask({ kind: "sheet", title: name, buttons: [...names, words.cancel] });
        const city = names[index];
        return city === undefined ? undefined : { city, adCode: items[index]?.code ?? "" };
      },
      isNow: async ({ id }) => {
        await kept.become(keptAs(app_id, id));
        made.tell("storage", kept.read().storage);
      },
      share: (said) => around.now().share(made.stack.at(-1), said),
      leaveFor: async (appId, path, extraData) => {
        const content = t("mini.leaveFor", { appId });
        const { index } = await made.dialogs.ask({ title: name, content, buttons: [words.cancel, words.ok] });
        if (index !== 1) return false;
        const state: Deep = { depth: 0, extra: { appId: app_id, extraData } };
        void around.now().navigate(`/a/${appId}/${path.replace(/^\//, "")}`, { state });
        return true;
      },
      goBack: (extraData) => {
        if (opener === undefined) return false;
        returned.set(opener.appId, { appId: app_id, extraData });
        around.now().leave();
        return true;
      },
    };
  }
}
