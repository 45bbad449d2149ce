/** `flags`: how the command was called. */
import { PyObject, type Value } from "../../jinja/value.ts";
import { flagValue } from "../flag-values.ts";
import type { RenderState } from "../render-state.ts";
import type { Members } from "./member.ts";

class Flags extends PyObject {
  readonly typeName = "Flags";
  readonly #render: RenderState;
  constructor(render: RenderState) {
    super();
    this.#render = render;
  }
  getattr(name: string): Value | undefined {
    const { invocation, project } = this.#render;
    project.flagsRead.add(name);
    return flagValue(name, invocation, project.project.root.flags);
  }
}

export const flagMembers: Members = { flags: (render) => new Flags(render) };
