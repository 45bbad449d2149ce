/** `ptx completion SHELL`: a script that completes commands, options and selectors. */
import { PtxError } from "../../core/error.ts";
import type { CommandRun, CommandSpec } from "../command.ts";
import { globalOptions, type OptionSpec } from "../options.ts";

const wordsOf = ({ flags }: OptionSpec): string[] =>
  [...flags.matchAll(/(?<=^|[\s,])--?[a-z][\w-]*/g)].map(([word]) => word);

function optionWords(options: readonly OptionSpec[]): string[] {
  return [...new Set(options.filter(({ hidden }) => !hidden).flatMap(wordsOf))];
}

type Specs = readonly CommandSpec[];

/** Selectors come from the project itself, so the list is right whatever it holds. */
const selectorCommand = "ptx ls --quiet --output name 2>/dev/null";

function bash(commands: Specs): string {
  const cases = commands.map(
    ({ name, options }) =>
      `    ${name}) words="${optionWords([...options, ...globalOptions]).join(" ")}" ;;`,
  );
  const names = commands.map(({ name }) => name).join(" ");
  return `# Completion of ptx for bash: eval "$(ptx completion bash)"
_ptx() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  case "$previous" in
    -s|--select|--exclude) COMPREPLY=($(compgen -W "$(${selectorCommand})" -- "$current")); return ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names}" -- "$current")); return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _ptx ptx
`;
}

function zsh(commands: Specs): string {
  return `# Completion of ptx for zsh: eval "$(ptx completion zsh)"
autoload -U +X bashcompinit && bashcompinit
${bash(commands)}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

function fish(commands: Specs): string {
  const lines = commands.flatMap(({ name, summary, options }) => [
    `complete -c ptx -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ...options
      .filter(({ hidden }) => !hidden)
      .flatMap((option) =>
        wordsOf(option)
          .filter((word) => word.startsWith("--"))
          .map(
            (word) =>
              `complete -c ptx -n '__fish_seen_subcommand_from ${name}' -l ${word.slice(2)} -d ${quoted(option.description)}`,
          ),
      ),
  ]);
  const selectors = ["select", "exclude"].map(
    (option) => `complete -c ptx -l ${option} -x -a '(${selectorCommand})'`,
  );
  return `# Completion of ptx for fish: ptx completion fish | source\n${[...lines, ...selectors].join("\n")}\n`;
}

const shells: Readonly<Record<string, (commands: Specs) => string>> = { bash, zsh, fish };

export async function completion({ environment, args, commands }: CommandRun): Promise<number> {
  const shell = args[0] ?? environment.env["SHELL"]?.split("/").at(-1) ?? "bash";
  const script = shells[shell];
  if (script === undefined) {
    throw new PtxError("PTX9004", `There is no completion for '${shell}'`, {
      hint: "Use ptx completion bash, zsh or fish.",
    });
  }
  environment.stdout.write(script(commands.filter(({ hidden }) => !hidden)));
  return 0;
}
