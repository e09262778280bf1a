const HOME = '/account/profile';

/** The page that was wanted before the sign-in, if it is one of ours; nobody can be led away from here. */
export const nextPage = (wanted: string | null | undefined): string =>
  wanted && /^\/account\/profile(\/[\w/~%.+-]*)?(\?[\w&=%.+-]*)?$/.test(wanted) && !wanted.includes('/sign-')
    ? wanted
    : HOME;
