/** Thrown by a driver when the request has ended by other means: the run stops and writes nothing more. */
export class RunEnded extends Error {}

/** Thrown by a step that cannot be done; ends the run as failed unless the step names where to go then. */
export class StepFailed extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}
