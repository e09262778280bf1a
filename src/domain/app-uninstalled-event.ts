/** A webhook that says that a shop has uninstalled the store's app. */
export type AppUninstalledEvent = {
  type: 'app_uninstalled';
  account_id: string;
  id_store: string;
  received_at: number;
};
