import type { SetUpChannel } from '../../../db/pages/set-up';
import { presentNumber } from '../../../http/resources/set-up';
import { LOCALES } from '../../../shared/text/language';
import type { View } from '../../view/view';
import { whatsappTexts } from './whatsapp-texts';

/** Says what one of Meta's limits means; null for one that is not known here. */
function limitText(view: View, tier: string | null): string | null {
  const t = whatsappTexts[view.language];
  if (tier === 'TIER_UNLIMITED' || tier === 'UNLIMITED') return t.noLimit;
  const [, count, thousands] = /^TIER_(\d+)(K?)$/.exec(tier ?? '') ?? [];
  if (count === undefined) return null;
  return t.perDay(
    new Intl.NumberFormat(LOCALES[view.language]).format(Number(count) * (thousands === 'K' ? 1_000 : 1)),
  );
}

/** What Meta has last reported of a number. */
export function NumberFacts({ view, channel }: { view: View; channel: SetUpChannel }) {
  const { setUp } = channel;
  if (!setUp) return null;
  const t = whatsappTexts[view.language];
  const number = presentNumber(setUp.number);
  const { quality_rating: quality } = number;
  const payment = setUp.results.payment?.state ?? 'waiting';
  const facts = [
    [t.number, number.display_phone_number],
    [t.verifiedName, number.verified_name],
    [t.quality, quality === null ? null : (t.qualities[quality] ?? null)],
    [t.limit, limitText(view, number.messaging_limit)],
    [t.payment, t.payments[payment]],
  ].filter(([, value]) => value !== null);
  return (
    <dl class="facts">
      {facts.map(([label, value]) => (
        <>
          <dt>{label}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </>
      ))}
    </dl>
  );
}
