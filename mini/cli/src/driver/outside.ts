import { failure, type Failure } from "@everywhere/mini-spec";
import { asFailure, type Came, cameOf, endOf, requestOf, type Sent } from "../gateway.ts";
import type { Account } from "./installation.ts";
import { Network } from "./network.ts";
import { Payments } from "./payments.ts";

type Options = Readonly<Record<string, unknown>>;
export type Ended = { readonly r: unknown } | { readonly e: Failure };

/** The world around a program under test: network, payments, who one is, where one is. */
export class Outside {
  readonly network = new Network();
  readonly payments = new Payments();
  /** Where the phone is: WGS-84, in degrees. Unset: the place cannot be found. */
  place: { readonly longitude: number; readonly latitude: number; readonly accuracy?: number } | undefined;
  /** Whether the person lets the program know who they are. */
  isKnown = true;
  /** A real server behind sign-in and payments; a test's own orders come first. */
  account: Account | undefined;
  private codes = 0;

  /** How a call ends; never rejects. */
  async carry(method: string, options: Options): Promise<Ended> {
    try {
      return { r: await this.run(method, options) };
    } catch (why) {
      return { e: asFailure(why) };
    }
  }

  /** How a call to the network ends; never rejects. */
  async reach(sent: Sent): Promise<Came> {
    try {
      return cameOf(await this.network.carry(requestOf(sent)));
    } catch (why) {
      return endOf(why);
    }
  }

  private async run(method: string, options: Options): Promise<unknown> {
    switch (method) {
      case "tradePay":
        return this.payments.isOrdered || !this.account ? this.payments.carry(options) : this.account.pay(options);
      case "getAuthCode":
        return this.authCode(options);
      case "getLocation":
        if (!this.place) throw failure("unknown", "The test says of no place.");
        return { accuracy: 30, ...this.place };
      default:
        throw failure("not_permitted", `${method}: a test orders its answer.`);
    }
  }

  private authCode({ scopes = "auth_base" }: Options): object | Promise<object> {
    const asked = Array.isArray(scopes) ? (scopes as unknown[]).map(String) : [String(scopes)];
    if (!this.isKnown) throw failure("cancelled");
    if (this.account) return this.account.authCode(asked);
    return { authCode: `test-code-${++this.codes}`, authSuccessScopes: asked, authErrorScopes: {} };
  }
}
