/** What the warehouse said about a statement. */
import { PyObject, type Value } from "../../jinja/value.ts";

export class AdapterResponse extends PyObject {
  readonly typeName = "AdapterResponse";
  readonly message: string;
  readonly code: string;
  readonly rowsAffected: number | null;
  constructor(message: string, code: string, rowsAffected: number | null) {
    super();
    this.message = message;
    this.code = code;
    this.rowsAffected = rowsAffected;
  }
  getattr(name: string): Value | undefined {
    if (name === "_message") return this.message;
    if (name === "code") return this.code;
    return name === "rows_affected" ? this.rowsAffected : undefined;
  }
  override str(): string {
    return this.message;
  }
}
