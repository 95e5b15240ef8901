import { got, http, type Shape } from "@/api";
import type { Me } from "./me";

/** Whether this browser keeps passkeys and can hand their answers over as JSON. */
export function canUsePasskeys(): boolean {
  return "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** What WebAuthn level 3 calls AuthenticationResponseJSON. */
interface Shown {
  id: string;
  rawId: string;
  type: string;
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string };
}

/** Lets the browser answer by a passkey. Raises what it says when the person turns it down. */
export async function shownOnThisDevice(options: Record<string, unknown>): Promise<Shape<"ShownCredential">> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const shown = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const { id, rawId, type, response } = shown.toJSON() as Shown;
  const { clientDataJSON, authenticatorData, signature, userHandle = "" } = response;
  return { id, rawId, type, response: { clientDataJSON, authenticatorData, signature, userHandle } };
}

/** Signs in by a passkey that the browser offers. */
export async function signInByPasskey(): Promise<Me> {
  const asked = await got(http.POST("/api/sign-in/passkey/options"));
  const credential = await shownOnThisDevice(asked.options);
  return (await got(http.POST("/api/sign-in/passkey", { body: { challenge_id: asked.challenge_id, credential } })))
    .person;
}
