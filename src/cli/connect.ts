/** The one place that picks an adapter. */
import { connectTo } from "../adapters/registry.ts";
import type { Adapter } from "../core/adapter.ts";
import type { Project } from "../core/project.ts";

/** The adapter of the project's target. It opens the warehouse on first use. */
export async function connect(
  { target, root, adapter }: Project,
  reading = false,
): Promise<Adapter> {
  return await connectTo(target, { root: root.root, reading }, adapter);
}
