import { useState } from "react";
import { ApiError } from "@/api";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Columns } from "@/ui/Columns";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { Countdown } from "@/ui/Countdown";
import { ErrorFace, Face } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { Money } from "@/ui/Money";
import { Page, Section } from "@/ui/Page";
import { PersonFace } from "@/ui/PersonFace";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { Slider } from "@/ui/Slider";
import { toast } from "@/ui/Toast";

const TONES = ["need", "offer", "shop", "ink", "danger"] as const;
const soon = new Date(Date.now() + 5 * 60_000).toISOString();
const refused = new ApiError({
  code: "fee_below_floor",
  status: 422,
  title: "Below the floor.",
  remedy: "Raise the amount.",
});

/** Every component of ui/ on one page, in development only. */
export function Demo() {
  const [choice, setChoice] = useState("one");
  const [text, setText] = useState("");
  const [share, setShare] = useState(40);
  return (
    <Page
      title="Components"
      hasBack
      isWide
      footer={<ConfirmAmount onConfirm={() => Promise.reject(refused)}>Hold ¥30 until it is done</ConfirmAmount>}
    >
      <Section title="Button">
        {TONES.map((tone) => (
          <Row
            key={tone}
            title={tone}
            trail={
              <>
                <Button tone={tone}>Solid</Button>
                <Button tone={tone} weight="soft">
                  Soft
                </Button>
              </>
            }
          />
        ))}
      </Section>
      <Section title="Chips and Field">
        <Chips
          label="Choice"
          value={choice}
          onChange={setChoice}
          choices={["one", "two", "three"].map((value) => ({ value, label: value }))}
        />
        <Field label="Title" hint="What you need, in a line" value={text} onChange={setText} />
        <Field label="Fee" error={refused} value={text} onChange={setText} />
      </Section>
      <Section title="Slider, columns">
        <Slider label="Share" valueText={`${share} %`} value={share} max={100} onChange={setShare} />
        <Columns lead={<Row title="Lead" />} side={<Row title="Side" />} rest={<Row title="Rest" />} />
      </Section>
      <Section title="Rows, money, time">
        <Row
          lead={<PersonFace id="a1" name="Lin" />}
          title="Lin"
          text="12 reviews"
          trail={<Money amount={{ minor: 3000, currency: "CNY" }} />}
        />
        <Row icon="clock" title="Left" trail={<Countdown until={soon} />} />
        <Row icon="receipt" title="A toast" onClick={() => toast.done("Posted.")} />
      </Section>
      <Section title="Faces">
        <Face
          icon="compass"
          title="Nothing here yet"
          text="Look further."
          action={<Button weight="soft">Look twice as far</Button>}
        />
        <ErrorFace error={refused} onRetry={() => undefined} />
        <ListSkeleton />
      </Section>
    </Page>
  );
}
