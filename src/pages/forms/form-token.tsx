import type { View } from '../view/view';

/** What makes a form one of this session. */
export const FormToken = ({ view }: { view: View }) => <input type="hidden" name="form_token" value={view.formToken} />;
