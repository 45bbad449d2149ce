/** Runs all behaviours on one warehouse; what is declared as a gap has to be one. */
import type { Profile } from "../../scripts/emulators/server.ts";
import { areas } from "./areas.ts";
import type { Area, Behaviour } from "./behaviour.ts";
import type { Subject } from "./subject.ts";
import { World } from "./world.ts";

/** `describe` and `test` of vitest, `node:test` or another runner. */
export interface Runner {
  describe(name: string, define: () => void): unknown;
  test: {
    (name: string, work: () => Promise<void>): unknown;
    skip(name: string, work: () => Promise<void>): unknown;
  };
}

/**
 * @param profile Settings of the target, without `schema`.
 * @param chosen Areas to try; all of them, unless it is said.
 */
export function conformance(
  subject: Subject,
  profile: Profile,
  { describe, test }: Runner,
  chosen: readonly Area[] = areas,
): void {
  for (const area of chosen) {
    describe(area.title, () => {
      for (const behaviour of area.behaviours) {
        const gap = subject.gapOf(area, behaviour);
        const title = `${area.title}: ${behaviour.name}`;
        const play = () => attempt(behaviour, new World(subject, profile, title));
        if (gap === undefined) test(behaviour.name, play);
        else if (!gap.tried) test.skip(`${behaviour.name} (${gap.because})`, play);
        else test(`${behaviour.name} does not work: ${gap.because}`, () => failing(play));
      }
    });
  }
}

/** @throws Error where it works: the gap is none any more. */
async function failing(play: () => Promise<void>): Promise<void> {
  const works = await play().then(
    () => true,
    () => false,
  );
  if (works) throw new Error("it works: take the gap away");
}

async function attempt({ files, check }: Behaviour, world: World): Promise<void> {
  try {
    if (files) world.write(typeof files === "function" ? files(world) : files);
    await check(world);
  } finally {
    world.end();
  }
}
