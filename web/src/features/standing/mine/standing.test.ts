import { expect, test } from "vitest";
import { asked, onDial, placeOf, readCredential, readPlace, turn } from "./standing";

const DID = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
const ME = "01a204cf-abc5-753c-84d2-4ed0808df53a";

test("a trial is asked in the server's words, and nothing of it is nothing", () => {
  expect(asked({ kept: 0, calledOff: 0, months: 0 })).toEqual({ add: [], wait_days: 0 });
  expect(asked({ kept: 3, calledOff: 1, months: 2 })).toEqual({
    add: [
      { kind: "kept", role: "helper", count: 3, value: 1 },
      { kind: "called_off", role: "helper", count: 1, value: 0 },
    ],
    wait_days: 60,
  });
});

test("a place is read as it was written, and nothing else is", () => {
  expect(readPlace(` ${placeOf(DID, ME)}\n`)).toEqual({ audience: DID, holder_id: ME });
  expect(readPlace(DID)).toBeUndefined();
  expect(readPlace(`everywhere:${DID}#me`)).toBeUndefined();
});

test("a credential is an object with a proof", () => {
  expect(readCredential('{"proof": {}}')).toEqual({ proof: {} });
  expect(["", "[1]", "{}", "null", '"proof"'].map(readCredential)).toEqual(Array(5).fill(undefined));
});

test("the dial goes from 350 at the left to 950 at the right", () => {
  expect([300, 350, 650, 950, 999].map(turn)).toEqual([0, 0, 0.5, 1, 1]);
  expect([0, 0.5, 1].map((share) => onDial(share, 100))).toEqual(["10.00 110.00", "110.00 10.00", "210.00 110.00"]);
});
