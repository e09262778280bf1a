/** Leads to the page that asks before an action; with JavaScript, that page opens as a dialog. `name` is what the action is about. */
export const ConfirmLink = ({ href, label, name }: { href: string; label: string; name?: string }) => (
  <a class="button quiet danger" href={href} data-confirm>
    {label}
    {name !== undefined && <span class="visually-hidden"> {name}</span>}
  </a>
);
