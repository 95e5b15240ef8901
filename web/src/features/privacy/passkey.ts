import type { Shape } from "@/api";

/** Whether this browser makes passkeys and can hand them over as JSON. */
export function canAddPasskeys(): boolean {
  return "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;
}

/** What WebAuthn level 3 calls RegistrationResponseJSON, as far as the server wants it. */
interface Made {
  id: string;
  rawId: string;
  type: string;
  response: { clientDataJSON: string; attestationObject: string };
}

/** Lets the browser make a passkey. Raises what the browser says when the person turns it down. */
export async function madeOnThisDevice(options: Record<string, unknown>): Promise<Shape<"NewCredential">> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const { id, rawId, type, response } = made.toJSON() as Made;
  const { clientDataJSON, attestationObject } = response;
  return { id, rawId, type, response: { clientDataJSON, attestationObject } };
}
