export { useMe, type Me } from "./session/me";
export { askToSignIn } from "./session/asking";
export { SignInSheet } from "./session/SignInSheet";
export { Own } from "./me/Own";
export { signedOut, signInFor, whoIsHere } from "./session/me";
export { canUsePasskeys, shownOnThisDevice } from "./session/passkey";
