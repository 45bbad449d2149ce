/** `args` of an invocation: what dbt lists for every command, under what was given. */
import type { JsonObject } from "../core/node.ts";
import type { Project } from "../core/project.ts";

/** Flags with the values that they have when nobody sets them. */
export function unsetArgs({ root, logPath, cliVars, target }: Project): JsonObject {
  return {
    cache_selected_only: false,
    defer: false,
    empty: false,
    exclude: [],
    fail_fast: false,
    favor_state: false,
    full_refresh: false,
    indirect_selection: "eager",
    introspect: true,
    log_format: "default",
    log_level: "info",
    log_path: logPath,
    partial_parse: true,
    populate_cache: true,
    print: true,
    printer_width: 80,
    project_dir: root.root,
    quiet: false,
    select: [],
    send_anonymous_usage_stats: false,
    static_parser: true,
    store_failures: false,
    target: target.name,
    use_colors: true,
    vars: cliVars,
    version_check: true,
    warn_error_options: { error: [], warn: [], silence: [] },
    write_json: true,
  };
}
