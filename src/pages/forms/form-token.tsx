import type { View } from '../view/view';

/** The CSRF token of the session. */
export const FormToken = ({ view }: { view: View }) => <input type="hidden" name="form_token" value={view.formToken} />;
