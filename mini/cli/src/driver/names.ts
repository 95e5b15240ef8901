/** What of `my` leads out of the program and its page; a test stands in for all of it. */
export const OUTSIDE: readonly string[] = [
  ...["request", "httpRequest", "uploadFile", "downloadFile", "tradePay", "getAuthCode", "getLocation"],
  ...["getAuthUserInfo", "getOpenUserInfo", "getPhoneNumber", "chooseImage", "chooseLocation", "scan", "makePhoneCall"],
];
