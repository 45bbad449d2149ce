/** What a snapshot does about rows that are gone, as its settings say. */
import { PtxError } from "../../core/error.ts";
import { dictGet, isDict } from "../../jinja/collections.ts";
import { toText } from "../../jinja/printing.ts";
import { PyObject, type Value } from "../../jinja/value.ts";

const behaviours: ReadonlySet<Value> = new Set(["ignore", "invalidate", "new_record"]);

/**
 * @param config `config` of the node, or a dict of settings.
 * @returns `ignore`, `invalidate` or `new_record`.
 * @throws PtxError PTX4104 when the settings contradict each other, or name something else.
 */
export function hardDeletesOf(config: Value): Value {
  const setting = (name: string): Value => {
    const value = config instanceof PyObject ? config.getitem?.(name) : undefined;
    return value ?? (isDict(config) ? dictGet(config, name) : undefined) ?? null;
  };
  const [wanted, legacy] = [setting("hard_deletes"), setting("invalidate_hard_deletes")];
  if (wanted !== null && legacy !== null) {
    throw new PtxError("PTX4104", "`hard_deletes` and `invalidate_hard_deletes` are both set", {
      hint: "Remove `invalidate_hard_deletes`.",
    });
  }
  if (wanted === null) return legacy === true ? "invalidate" : "ignore";
  if (behaviours.has(wanted)) return wanted;
  throw new PtxError("PTX4104", `\`hard_deletes\` is '${toText(wanted)}'`, {
    hint: "Set `hard_deletes` to ignore, invalidate or new_record.",
  });
}
