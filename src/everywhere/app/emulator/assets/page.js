// The emulator's page: asks its API every two seconds, and says what was ordered. Whatever clients sent is only ever put in as text.
const API = "/emulator/api";
const byId = (id) => document.getElementById(id);
const say = (words) => (byId("said").textContent = words);

async function ask(path, method = "GET", body) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(API + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const found = answer.status === 200 || answer.status === 201 || !answer.ok ? await answer.json() : null;
  if (!answer.ok) throw new Error(`${found.title} ${found.remedy ?? ""}`);
  return found;
}

function made(name, text, more = {}) {
  const element = document.createElement(name);
  if (text !== undefined && text !== null) element.textContent = String(text);
  return Object.assign(element, more);
}

function button(words, doing) {
  return made("button", words, { type: "button", onclick: () => tried(doing) });
}

async function tried(doing) {
  try {
    say("");
    await doing();
    await show();
  } catch (error) {
    say(error.message);
  }
}

function table(heads, rows) {
  const all = made("table");
  const head = all.createTHead().insertRow();
  for (const words of heads) head.append(made("th", words, { scope: "col" }));
  const body = all.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    for (const cell of cells) cell instanceof Node ? row.insertCell().append(cell) : row.insertCell().append(String(cell ?? ""));
  }
  return rows.length ? all : made("p", "Nothing yet.");
}

const time = (at) => (at ? new Date(at).toLocaleTimeString() : "");
const yuan = (minor) => `¥${(minor / 100).toFixed(2)}`;
const part = (words, text) => (text ? [made("h3", words), made("pre", text)] : []);
const shown = new Map(); // by a call's number: the element, so that one that is open stays open

function call(each) {
  if (shown.has(each.number)) return shown.get(each.number);
  const outcome = each.sub_code || each.code || each.status || "no answer";
  const fault = each.fault ? ` · ${each.fault}` : "";
  const line = `${time(each.at)} · ${each.codec} · ${each.method || each.path} · ${outcome}${fault} · ${each.took_ms} ms`;
  const details = made("details", undefined, { className: each.why ? "failed" : "" });
  const params = Object.entries(each.params).map(([name, value]) => `${name} = ${value}`).join("\n");
  details.append(
    made("summary", line),
    ...part("Why", each.why),
    ...part("What the gateway says is signed", each.sign_string),
    ...part("The signature", each.sign),
    ...part("What came", params),
    ...part("What was answered", each.answer),
  );
  shown.set(each.number, details);
  return details;
}

function fill(id, ...children) {
  byId(id).replaceChildren(...children);
}

async function show() {
  const names = ["calls", "trades", "notifications", "buyers", "faults", "clock"];
  const [calls, trades, notifications, buyers, faults, clock] = await Promise.all(names.map((name) => ask(`/${name}`)));
  byId("clock").textContent = `The gateway's clock says ${new Date(clock.now).toLocaleString()}${clock.ahead_s ? `, ${clock.ahead_s} s ahead` : ""}.`;
  const nodes = calls.items.map(call);
  if (nodes.length !== byId("calls").children.length || nodes[0] !== byId("calls").firstChild) {
    fill("calls", ...(nodes.length ? nodes : [made("p", "Nothing yet.")]));
  }
  fill("trades", table(["trade", "order", "subject", "stage", "amount", "given back", "buyer"], trades.items.map((each) => [
    each.trade_no, each.out_trade_no, each.subject, each.stage, yuan(each.amount_minor), yuan(each.refunded_minor), each.buyer,
  ])));
  fill("notifications", table(["at", "about", "status", "address", "sent", "last answer", ""], notifications.items.map((each) => [
    time(each.created_at), each.subject, each.fields.trade_status ?? "", each.url, each.sent_count,
    each.taken_at ? "success" : `${each.last_outcome ?? "waits"} ${each.last_said ?? ""}`,
    button("Send again", () => ask(`/notifications/${each.app_id}/${each.id}/resend`, "POST")),
  ])));
  fill("buyers", table(["name", "user id", "has", ""], buyers.items.map((each) => [
    each.name, each.number, yuan(each.balance_minor),
    button("Show a code", async () => say(`${each.name}: ${(await ask(`/buyers/${each.number}/code`, "POST")).code}`)),
  ])));
  const select = document.querySelector("#paying select");
  if (!select.options.length) select.append(...buyers.items.map((each) => made("option", each.name, { value: each.number })));
  fill("faults", table(["what", "of", "method", "left", "happened", ""], faults.items.map((each) => [
    each.order.kind, each.order.where, each.order.method || "all", each.left ?? "always", each.happened,
    button("Lift", () => ask(`/faults/${each.id}`, "DELETE")),
  ])));
}

byId("paying").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const amount = form.amount.value ? { amount_minor: Number(form.amount.value) } : {};
  tried(async () => {
    await ask(`/buyers/${form.buyer.value}/${event.submitter.name}`, "POST", { what: form.what.value.trim(), ...amount });
    say("Done.");
  });
});

byId("ordering").addEventListener("submit", (event) => {
  event.preventDefault();
  const { kind, where, method, times, delay_ms, carried_out } = event.target.elements;
  tried(() => ask("/faults", "POST", {
    kind: kind.value, where: where.value, method: method.value.trim(), times: Number(times.value), delay_ms: Number(delay_ms.value),
    carried_out: carried_out.checked,
  }));
});

byId("skewing").addEventListener("submit", (event) => {
  event.preventDefault();
  tried(() => ask("/clock", "PUT", { ahead_s: Number(event.target.elements.ahead_s.value) }));
});

byId("reset").addEventListener("click", () => tried(async () => {
  await ask("/reset", "POST");
  shown.clear();
  byId("calls").replaceChildren();
}));

byId("keys").textContent = JSON.stringify(await ask("/keys"), null, 2);
await tried(async () => {});
setInterval(() => show().catch((error) => say(error.message)), 2000);
