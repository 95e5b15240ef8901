import { useSpeech } from "@/app/i18n";
import { BANDS, onDial, SCORE_MAX, SCORE_MIN, turn, type Band } from "./standing";

const RADIUS = 92;
/** Of the whole way: what parts the bands from each other. */
const GAP = 0.006;

/** The score on its way from 350 to 950, in the band that it lies in. */
export function Dial({ score, band, at }: { score: number; band: Band; at: string }) {
  const { t, number } = useSpeech();
  const [x, y] = onDial(turn(score), RADIUS).split(" ");
  return (
    <figure className="dial">
      <svg viewBox="0 0 220 122" aria-hidden="true">
        {BANDS.map(([from, each], place) => {
          const to = BANDS[place + 1]?.[0] ?? SCORE_MAX;
          return (
            <g key={each}>
              <path className="dial-band" d={arc(from, to)} />
              {score > from && <path className="dial-band dial-band-reached" d={arc(from, Math.min(to, score))} />}
            </g>
          );
        })}
        <circle className="dial-mark" r="7" cx={x} cy={y} />
        <text className="dial-end" x="18" y="121" textAnchor="middle">
          {SCORE_MIN}
        </text>
        <text className="dial-end" x="202" y="121" textAnchor="middle">
          {SCORE_MAX}
        </text>
      </svg>
      <figcaption>
        <span className="dial-score numbers">{number(score)}</span>
        <strong>{t(`standing.band.${band}`)}</strong>
        <small>{t("standing.mine.of", { day: at })}</small>
      </figcaption>
    </figure>
  );
}

function arc(from: number, to: number): string {
  const begin = onDial(turn(from) + (from === SCORE_MIN ? 0 : GAP), RADIUS);
  const end = onDial(turn(to) - (to === SCORE_MAX ? 0 : GAP), RADIUS);
  return `M ${begin} A ${RADIUS} ${RADIUS} 0 0 1 ${end}`;
}
