export { got, http, type Shape } from "./client";
export { ApiError, isAt, readable, speak, type ClientWords, type Problem } from "./errors";
export { patience, SLOW_MS } from "./patience";
export { behave, csrfToken } from "./send";
export { uploadPicture } from "./upload";
