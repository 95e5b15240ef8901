import { useQuery } from "@tanstack/react-query";

/** A QR code of a text as the address of an SVG; what draws it is fetched when the first one is wanted. */
export function useQr(text: string | undefined): string | undefined {
  const drawn = useQuery({
    queryKey: ["codes", "drawn", text],
    queryFn: async () => {
      const { encodeQR } = await import("qr");
      return `data:image/svg+xml,${encodeURIComponent(encodeQR(text ?? "", "svg", { ecc: "medium", border: 2 }))}`;
    },
    enabled: text !== undefined,
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
  return drawn.data;
}
