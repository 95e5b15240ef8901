import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";
import { useSpeech } from "@/app/i18n";
import { Shares } from "./Terms";
import "./cancelling.css";

interface Props {
  policy: Shape<"CategoryView">["cancellation_policy"];
  /** What would be paid, as far as it is typed. */
  price: Shape<"AmountWire"> | undefined;
  /** Who would help. */
  name: string;
}

/** What calling off will cost the asker, in the figures of the price that they type: said before anybody agrees. */
export function BookingTerms({ policy, price, name }: Props) {
  const { t } = useSpeech();
  const { data: terms } = useQuery({
    queryKey: ["cancellation-terms", policy, price],
    queryFn: () => {
      const query = { policy, minor: price?.minor ?? 0, currency: price?.currency ?? "" };
      return got(http.GET("/api/cancellation-terms", { params: { query } }));
    },
    enabled: price !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  return (
    <div className="terms">
      <p>{t(`cancelling.policy.${policy}`)}</p>
      {terms && price && <Shares terms={terms} side="asker" name={name} />}
    </div>
  );
}
