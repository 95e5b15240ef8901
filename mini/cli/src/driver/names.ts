/** What of `my` leads out of the program and its page, the network aside; a test stands in for all of it. */
export const OUTSIDE: readonly string[] = [
  ...["tradePay", "getAuthCode", "getLocation", "getAuthUserInfo", "getOpenUserInfo", "getPhoneNumber"],
  ...["chooseImage", "chooseLocation", "scan", "makePhoneCall"],
];
