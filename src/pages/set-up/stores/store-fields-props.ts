import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import type { StoreView } from './store-view';

export type StoreFieldsProps = {
  view: View;
  form: string;
  store: StoreView['presented'] | null;
  formErrors: FormErrors | null;
};
