/** The tasks that may start now, best first: a binary heap over ranks (0 starts first). */
export class ReadyQueue {
  readonly #heap: number[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** O(log n). */
  push(rank: number): void {
    const heap = this.#heap;
    let hole = heap.length;
    heap.push(rank);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent] ?? rank;
      if (above <= rank) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = rank;
  }

  /** Takes the smallest rank; `undefined` when nothing waits. O(log n). */
  pop(): number | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const moved = heap.pop();
    if (first === undefined || moved === undefined || heap.length === 0) return first;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      const left = heap[child];
      if (left === undefined) break;
      let below = left;
      const right = heap[child + 1];
      if (right !== undefined && right < left) {
        child += 1;
        below = right;
      }
      if (below >= moved) break;
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = moved;
    return first;
  }
}
