import { expect, it } from "vitest";
import { Network } from "./driver/network.ts";
import { type Line, replaying, Socket, type Told } from "./driver/sockets.ts";
import { browserSockets, socketHosts } from "./sockets.ts";

const wanted = { url: "wss://a.example/talk", headers: {}, protocols: [] };
const deaf = { message: () => undefined, closed: () => undefined };

it("opens sockets to hosts that are listed for them, without a certificate on one's own machine only", async () => {
  expect(socketHosts(["a.example", "wss://b.example:8443", "wss://c.example; img-src *"])).toEqual(["b.example:8443"]);
  const way = browserSockets(["b.example"]);
  const open = async (url: string) => way({ ...wanted, url, timeoutMs: 1 }, deaf);
  await expect(open("wss://a.example/")).rejects.toMatchObject({ why: "unlisted" });
  await expect(open("ws://b.example/")).rejects.toMatchObject({ why: "insecure" });
});

it("opens no socket that a test does not answer, a real one where it says so, and the latest rule's", () => {
  const network = new Network();
  const ask = (id: number) => network.socket({ id, ...wanted }, () => undefined);
  expect(ask(0)).toMatchObject({ why: "network" });
  network.reach(["wss://a.example"]);
  expect(ask(1)).toEqual({ isReal: true });
  const met: string[] = [];
  network.meet("wss://a.example/*", () => met.push("any"));
  network.meet(/talk$/, () => met.push("talk"), { times: 1 });
  expect([ask(2), ask(3)]).toEqual([{ isReal: false }, { isReal: false }]);
  expect(met).toEqual(["talk", "any"]);
  network.socket({ id: 2, out: { text: "hello" } }, () => undefined);
  expect(network.sockets.map(({ heard }) => heard)).toEqual([[], [], ["hello"], []]);
});

it("says again what was recorded, each after what went before it, and hangs up on anything else", () => {
  const lines: Line[] = [
    { in: { text: "welcome" } },
    { out: { text: "tea" } },
    { in: { text: "sencha" } },
    { in: { base64: "AQI=" } },
    { out: { text: "bye" } },
    { closed: [4001, "closing time"] },
  ];
  const begun = () => {
    const told: Told[] = [];
    const socket = new Socket(wanted, (one) => told.push(one));
    replaying(lines)(socket);
    return { told, say: (text: string) => void socket.take({ out: { text } }) };
  };
  const one = begun();
  expect(one.told).toEqual([lines[0]]);
  one.say("tea");
  expect(one.told).toEqual([lines[0], lines[2], lines[3]]);
  one.say("bye");
  expect(one.told.at(-1)).toEqual(lines[5]);

  const other = begun();
  other.say("coffee");
  expect(other.told).toEqual([lines[0], { closed: [1011, "This was not recorded."] }]);
});
