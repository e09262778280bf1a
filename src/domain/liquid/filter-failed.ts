/** A filter that can't do what it is asked, with the code by which the step fails. */
export class FilterFailed extends Error {
  readonly code: 'division_by_zero' | 'not_an_amount';

  constructor(code: FilterFailed['code'], message: string) {
    super(message);
    this.code = code;
  }
}
