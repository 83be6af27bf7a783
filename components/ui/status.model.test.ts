import { expect, test } from "vitest";
import { NODE_STATES } from "@/lib/contracts/rollout";
import { RUN_STATES, STEP_STATES } from "@/lib/contracts/run";
import { nodeLook, runLook, stepLook } from "./status.model";

test("asking for a pause or an abort does not look like having reached it", () => {
  expect(runLook("pausing").word).not.toBe(runLook("paused").word);
  expect(runLook("aborting").word).not.toBe(runLook("aborted").word);
});

test("only states that went well are shown as ok, and only failures as danger", () => {
  const looks = [
    ...RUN_STATES.map((s) => [s, runLook(s)] as const),
    ...NODE_STATES.map((s) => [s, nodeLook(s)] as const),
    ...STEP_STATES.map((s) => [s, stepLook(s)] as const),
  ];
  for (const [state, look] of looks) {
    expect(look.tone === "ok", state).toBe(state === "succeeded");
    expect(look.tone === "danger", state).toBe(state === "failed");
  }
});

test("words tell the states of one kind apart without colour", () => {
  for (const words of [RUN_STATES.map((s) => runLook(s).word), NODE_STATES.map((s) => nodeLook(s).word)]) {
    expect(new Set(words).size).toBe(words.length);
  }
});
