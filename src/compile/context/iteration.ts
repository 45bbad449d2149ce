/** What the template of an iterative model knows of the step that it is rendered for. */
import { PtxError } from "../../core/error.ts";
import type { Callable, Value } from "../../jinja/value.ts";
import type { RenderState } from "../render-state.ts";
import type { Members } from "./member.ts";

/** What stands for the state while nothing runs, and before the first step. */
function before({ phase, member }: Pick<RenderState, "phase" | "member">, start: Value): Value {
  if (start !== undefined && start !== null) return start;
  return phase.execute ? undefined : member("this");
}

/**
 * `previous(start)`: what the last step left; for the first step, what is given as start.
 *
 * @throws PtxError PTX4111 in other models, and for a first step without a start.
 */
const previous =
  (render: RenderState): Callable =>
  (args, kwargs, { at }) => {
    const { phase } = render;
    if (phase.execute && phase.iteration === undefined) {
      throw new PtxError("PTX4111", "previous() is the state of an iterative model", {
        at,
        hint: "Set materialized='iterative', or use this.",
      });
    }
    const state =
      phase.iteration?.previous ??
      before({ phase, member: (name) => render.member(name) }, args[0] ?? kwargs.get("start"));
    if (state !== undefined) return state;
    throw new PtxError("PTX4111", "nothing comes before the first step: previous() needs a start", {
      at,
      hint: "Write previous(ref('…')), or put it into {% if iteration > 0 %}.",
    });
  };

export const iterationMembers: Members = {
  /** 0 for the first step, also while nothing runs. */
  iteration: ({ phase }) => phase.iteration?.number ?? 0,
  previous,
};
