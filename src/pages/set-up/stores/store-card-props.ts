import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import type { StoreView } from './store-view';

export type StoreCardProps = {
  view: View;
  store: StoreView;
  formErrors: FormErrors | null;
};
