/** Thrown by a filter; the step fails with `code`. */
export class FilterFailed extends Error {
  readonly code: 'division_by_zero' | 'not_an_amount';

  constructor(code: FilterFailed['code'], message: string) {
    super(message);
    this.code = code;
  }
}
