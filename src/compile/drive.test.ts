import { expect, test } from "vitest";
import { PtxError } from "../core/error.ts";
import { type Answer, type Ask, drive } from "./drive.ts";

const counting = (): { answer: Answer; asked: string[] } => {
  const asked: string[] = [];
  const answer = (async (question: { kind: string; sql: string }) => {
    asked.push(question.sql);
    if (question.sql === "bad") throw new PtxError("PTX4001", "no such table");
    return { columns: [], rows: [[asked.length]] };
  }) as unknown as Answer;
  return { answer, asked };
};

const value = (ask: Ask, sql: string): number => Number(ask({ kind: "query", sql }).rows[0]?.[0]);

test("the render runs until nothing is open; each question is put once, in order", async () => {
  const { answer, asked } = counting();
  let rounds = 0;
  const result = await drive((ask) => {
    rounds += 1;
    const first = value(ask, "a");
    return first + value(ask, `b${first}`) * 10;
  }, answer);
  expect(result).toBe(21);
  expect(rounds).toBe(3);
  expect(asked).toEqual(["a", "b1"]);
});

test("a refused question fails where it was asked, so that the render can place it", async () => {
  const { answer } = counting();
  const seen: string[] = [];
  const result = await drive((ask) => {
    try {
      return value(ask, "bad");
    } catch (error) {
      if (!(error instanceof PtxError)) throw error;
      seen.push(error.message);
      return -1;
    }
  }, answer);
  expect(result).toBe(-1);
  expect(seen).toEqual(["no such table"]);
});

test("a render that asks something else on repetition is refused", async () => {
  const { answer } = counting();
  let round = 0;
  const work = drive((ask) => value(ask, `q${round++}`), answer);
  await expect(work).rejects.toMatchObject({ diagnostic: { code: "PTX3214" } });
});
