import { expect, test } from "@playwright/test";
import { agree, somebody, type Somebody } from "./deals";
import { LANGUAGES, look } from "./support";

const WORDS = {
  en: {
    title: "My phone is nearly dead, power bank please",
    hold: "Hold ¥30 until it is done",
    put: /^Put ¥30 in, then: Hold ¥30/,
    holdsNext: /holds ¥30 next/,
    held: "¥30 is held for you. Start when you are with An.",
    start: "Start the work for An",
    atWork: "Lin is at work.",
    done: "It is done",
    note: "A word for An",
    deliver: "It is done: ask An to release ¥30",
    isIt: "Lin says that it is done. Is it?",
    release: "Release ¥30 to Lin",
    paid: "Done. ¥30 from An is yours.",
    stars: "5 stars",
    give: (name: string) => `Give ${name} 5 stars`,
    said: "In your words",
    waits: /sees yours once they have written theirs/,
    theirs: "Lin about you",
    talk: (name: string) => `Talk with ${name}`,
    say: "Write something",
    phrases: "Quick phrases",
    onMyWay: "I am on my way.",
    answer: "Answer it",
    yourAnswer: "Your answer to Lin",
    publish: "Publish my answer",
    answered: "Answer: Any time",
  },
  "zh-CN": {
    title: "手机快没电了，求充电宝",
    hold: "托管 ¥30，完成后再付",
    put: /^充值 ¥30，然后托管 ¥30/,
    holdsNext: /托管 ¥30，然后您就可以开始/,
    held: "¥30 已为您托管。到达An处后请点开始。",
    start: "开始帮An",
    atWork: "Lin正在忙。",
    done: "已完成",
    note: "给An留言",
    deliver: "已完成：请An放款 ¥30",
    isIt: "Lin说已完成，是这样吗？",
    release: "放款 ¥30 给Lin",
    paid: "已完成，An的 ¥30 已到账。",
    stars: "5 星",
    give: (name: string) => `给${name} 5 星评价`,
    said: "说说感受",
    waits: /评价后即可看到您的评价/,
    theirs: "Lin对您的评价",
    talk: (name: string) => `与${name}聊聊`,
    say: "写点什么",
    phrases: "快捷语",
    onMyWay: "我出发了，在路上。",
    answer: "回复评价",
    yourAnswer: "回复Lin",
    publish: "公开我的回复",
    answered: "回复：Any time",
  },
} as const;

type Words = (typeof WORDS)[keyof typeof WORDS];

const button = ({ page }: Somebody, name: string | RegExp) =>
  page.getByRole("button", { name, exact: typeof name === "string" });
const sees = ({ page }: Somebody, text: string | RegExp) => expect(page.getByText(text).first()).toBeVisible();

for (const language of LANGUAGES) {
  test(`two phones, one deal, from the agreement to both reviews, in ${language}`, async ({ browser }) => {
    const words = WORDS[language];
    const [an, lin] = [await somebody(browser, language, "An"), await somebody(browser, language, "Lin")];
    const deal = await agree(an, lin, { title: words.title });
    await Promise.all([an.page.goto(`/deals/${deal}`), lin.page.goto(`/deals/${deal}`)]);

    // Whoever's turn it is has one button; the other waits.
    await sees(lin, words.holdsNext);
    await look(an.page, `deal-agreed-${language}`);
    // The balance is empty: the money is put in on the way, and the act goes on by itself.
    await button(an, words.hold).click();
    await look(an.page, `deal-top-up-${language}`);
    await button(an, words.put).click();

    await sees(lin, words.held);
    await look(lin.page, `deal-funded-${language}`);
    await button(lin, words.start).click();
    await sees(an, words.atWork);

    await talk(an, lin, words, language);

    await button(lin, words.done).click();
    await lin.page.getByRole("dialog").getByLabel(words.note).fill("Charging at the table.");
    await look(lin.page, `deal-deliver-${language}`);
    await button(lin, words.deliver).click();
    await sees(an, words.isIt);
    await sees(an, "Charging at the table.");
    await look(an.page, `deal-delivered-${language}`);
    await button(an, words.release).click();
    await sees(lin, words.paid);

    await review(lin, "An", "Clear and on time", words);
    await sees(lin, words.waits);
    await expect(an.page.getByText("Clear and on time")).toBeHidden();
    await review(an, "Lin", "Quick and kind", words);
    await sees(an, words.theirs);
    await sees(lin, "Quick and kind");
    await button(an, words.answer).click();
    await an.page.getByLabel(words.yourAnswer).fill("Any time");
    await button(an, words.publish).click();
    await sees(lin, words.answered);
    await look(an.page, `deal-completed-${language}`);

    const { balances } = await lin.ask<{ balances: { available: { minor: number } }[] }>("GET", "/api/wallet");
    expect(balances.map(({ available }) => available.minor)).toEqual([3000]);
    await Promise.all([an.page.context().close(), lin.page.context().close()]);
  });
}

async function talk(an: Somebody, lin: Somebody, words: Words, language: string): Promise<void> {
  await an.page.getByRole("link", { name: words.talk("Lin") }).click();
  await lin.page.getByRole("link", { name: words.talk("An") }).click();
  await an.page.getByLabel(words.say).fill("Where are you?");
  await an.page.keyboard.press("Enter");
  await sees(lin, "Where are you?");
  await button(lin, words.phrases).click();
  await button(lin, words.onMyWay).click();
  await sees(an, words.onMyWay);
  await look(an.page, `talk-${language}`);
  await an.page.goBack();
  await lin.page.goBack();
}

async function review(who: Somebody, name: string, text: string, words: Words): Promise<void> {
  await who.page.getByRole("radio", { name: words.stars }).check({ force: true });
  await who.page.getByLabel(words.said).fill(text);
  await button(who, words.give(name)).click();
}
