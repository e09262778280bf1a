import { Icon, type IconName } from './icon';

/** What a list shows instead of its rows: one sentence, and at most one action. */
export const EmptyState = ({
  icon,
  text,
  action,
}: {
  icon: IconName;
  text: string;
  action?: { href: string; label: string } | undefined;
}) => (
  <div class="card empty-state" role="status">
    <Icon name={icon} />
    <p>{text}</p>
    {action && (
      <a class="button" href={action.href}>
        {action.label}
      </a>
    )}
  </div>
);
