import { type RunWrangler, refuse } from './wrangler.ts';

/** The commands and files of a deployment. Each is shown before it is run or written. */
export type Steps = {
  /** What was changed, or would be in a dry run. */
  done: string[];
  /** Shows a command and runs it. */
  show: RunWrangler;
  /** Runs a command that only reads. Returns what it prints; null if that says that the resource is missing. */
  read(args: string[], isMissing?: RegExp): string | null;
  /** Runs a command that changes something, and returns what it prints; null, without running it, in a dry run. */
  change(args: string[], input?: () => string): string | null;
  /** Writes a file, unless in a dry run. */
  write(what: string, write: () => void): void;
};

/** Returns the steps of a deployment, which end with a refusal at a command that fails. */
export function stepsOf({ run, log, isDry }: { run: RunWrangler; log: (text: string) => void; isDry: boolean }): Steps {
  const done: string[] = [];
  const show: RunWrangler = (args, options) => {
    log(`$ npx wrangler ${args.join(' ')}`);
    return run(args, options);
  };
  return {
    done,
    show,
    read(args, isMissing) {
      const { status, printed } = show(args, { quiet: true });
      if (status === 0) return printed;
      return isMissing?.test(printed) ? null : refuse(`${printed}\nwrangler ${args.join(' ')} failed`);
    },
    change(args, input) {
      const command = `wrangler ${args.join(' ')}`;
      done.push(command);
      if (isDry) {
        log(`(dry run) npx ${command}`);
        return null;
      }
      const { status, printed } = show(args, { quiet: true, input: input?.() });
      log(printed);
      if (status === 0) return printed;
      return refuse(`${command} failed. Correct the cause and run this again: it goes on from here`);
    },
    write(what, write) {
      done.push(what);
      log(isDry ? `(dry run) write ${what}` : `write ${what}`);
      if (!isDry) write();
    },
  };
}
