/** A name of the context: made for a render when its template asks for it. */
import type { Value } from "../../jinja/value.ts";
import type { RenderState } from "../render-state.ts";

export type Member = (render: RenderState) => Value;
export type Members = Readonly<Record<string, Member>>;

/** A member that is the same in every render. */
export const constant =
  (value: Value): Member =>
  () =>
    value;
