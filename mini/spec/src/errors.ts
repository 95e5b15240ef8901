// The numbers with which a call fails, as programs know them. `fail` gets { error, errorMessage }.

export const ERRORS = {
  unknown_call: { number: 1, message: "This call does not exist here." },
  bad_options: { number: 2, message: "An option is missing or of the wrong kind." },
  unknown: { number: 3, message: "Something went wrong while the call was carried out." },
  not_permitted: { number: 4, message: "This program may not make this call." },
  cancelled: { number: 11, message: "The person cancelled." },
  network_timeout: { number: 12, message: "The network was too slow." },
  network_failed: { number: 13, message: "The network could not be reached." },
  denied: { number: 2001, message: "The person did not allow this." },
  storage_key_too_large: { number: 14, message: "One key holds at most 200 KB." },
  storage_full: { number: 15, message: "A program stores at most 10 MB." },
  page_not_found: { number: 16, message: "The program has no such page." },
  stack_full: { number: 17, message: "At most ten pages lie on one another." },
  not_a_tab: {
    number: 18,
    message: "switchTab leads to pages of the tab bar only, and the other calls to all others.",
  },
  package_not_fetched: { number: 21, message: "The subpackage of this page could not be fetched." },
  domain_not_listed: { number: 19, message: "The address is not in the program's list of domains." },
  too_many_calls: { number: 20, message: "Too many calls wait for an answer." },
} as const satisfies Record<string, { number: number; message: string }>;

export type ErrorName = keyof typeof ERRORS;

/** What `fail` and a rejected promise bring. */
export interface Failure {
  readonly error: number;
  readonly errorMessage: string;
}

export function failure(name: ErrorName, detail?: string): Failure {
  const { number, message } = ERRORS[name];
  return { error: number, errorMessage: detail === undefined ? message : `${message} ${detail}` };
}

/** What `my.tradePay` says in `resultCode`; never proof of payment, which only the server has. */
export const TRADE_RESULTS = {
  "9000": "paid",
  "8000": "being processed",
  "4000": "failed",
  "6001": "cancelled by the person",
  "6002": "network failed",
  "6004": "unknown, ask the server",
  "4": "not permitted",
} as const;

/** Storage, as documented: bytes of the value's JSON. */
export const LIMITS = {
  storage_key_bytes: 200 * 1024,
  storage_bytes: 10 * 1024 * 1024,
  pages_on_stack: 10,
  package_bytes: 2 * 1024 * 1024,
  program_bytes: 8 * 1024 * 1024,
  package_files: 2000,
  package_path: 200,
  set_data_bytes: 256 * 1024,
  set_data_per_second: 20,
  nodes_first_render: 1000,
  node_depth: 30,
  node_children: 60,
  function_ms: 500,
  waiting_calls: 200,
  sockets: 5,
} as const;
