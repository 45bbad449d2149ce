/**
 * Which task starts first when several may: the one with the longest way to the end of the run,
 * in expected seconds. Critical-path list scheduling; Graham, 1969, bounds it to twice the optimum.
 */

export interface Task {
  /** Indexes of the tasks that must have succeeded before. */
  readonly after: readonly number[];
  /** Expected seconds. */
  readonly weight: number;
}

/** Indexes of the tasks that wait for each task. */
export function childrenOf(tasks: readonly Task[]): readonly (readonly number[])[] {
  const children: number[][] = tasks.map(() => []);
  tasks.forEach(({ after }, index) => {
    for (const parent of new Set(after)) children[parent]?.push(index);
  });
  return children;
}

/**
 * The rank of each task, 0 for the one to start first. Ties break by position, so one plan has one
 * order.
 *
 * @throws Error when the tasks wait for each other: plans are built from graphs without cycles.
 */
export function ranks(
  tasks: readonly Task[],
  children: readonly (readonly number[])[],
): readonly number[] {
  const waiting = tasks.map(({ after }) => new Set(after).size);
  const order: number[] = [];
  waiting.forEach((count, index) => {
    if (count === 0) order.push(index);
  });
  // `order` grows while it is read: Kahn's algorithm.
  for (const index of order) {
    for (const child of children[index] ?? []) {
      const left = (waiting[child] ?? 0) - 1;
      waiting[child] = left;
      if (left === 0) order.push(child);
    }
  }
  if (order.length !== tasks.length) throw new Error("the tasks of a plan wait for each other");

  const way = tasks.map(({ weight }) => weight);
  for (const index of order.reverse()) {
    let longest = 0;
    for (const child of children[index] ?? []) longest = Math.max(longest, way[child] ?? 0);
    way[index] = (tasks[index]?.weight ?? 0) + longest;
  }
  const best = tasks.map((_, index) => index);
  best.sort((a, b) => (way[b] ?? 0) - (way[a] ?? 0) || a - b);
  const rank = tasks.map(() => 0);
  best.forEach((index, position) => {
    rank[index] = position;
  });
  return rank;
}
