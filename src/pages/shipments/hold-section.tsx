import type { ListedShipment, ShipmentRows } from '../../db/pages/shipment-pages';
import { objectsIn } from '../../shared/json/read-json';
import { Form } from '../forms/form';
import { ChoiceButtons } from '../requests/choice-buttons';
import { waitingStep } from '../requests/waiting-step';
import type { View } from '../view/view';
import { holdTexts } from './hold-texts';

/** The choices of the flow that has handed the parcel over; a flow without any is resumed on the page of its request. */
function Decide({
  view,
  shipmentId,
  handling,
}: {
  view: View;
  shipmentId: string;
  handling: NonNullable<ShipmentRows['handling']>;
}) {
  const t = holdTexts[view.language];
  const path = `/account/profile/requests/${handling.requestId}`;
  const choices = objectsIn(waitingStep(handling.openWait, handling.definition)?.choices);
  return (
    <>
      <p>{t.person}</p>
      {choices.length === 0 && (
        <a class="button" href={path}>
          {t.decide}
        </a>
      )}
      {choices.length > 0 && view.may('requests:write') && (
        <Form view={view} action={`${path}/resume`} label={t.title}>
          <input type="hidden" name="next" value={`/account/profile/shipments/${shipmentId}`} />
          <ChoiceButtons choices={choices} className="quiet" />
        </Form>
      )}
    </>
  );
}

/** `#hold`: what happens with a held parcel now, and what a person can do about it. */
export function HoldSection({
  view,
  shipment: { shipmentId, isReleased },
  handling,
}: {
  view: View;
  shipment: ListedShipment;
  handling: ShipmentRows['handling'];
}) {
  const t = holdTexts[view.language];
  const isForPerson = handling?.waitingFor === 'person';
  return (
    <section id="hold" aria-labelledby="hold-title">
      <h2 id="hold-title">{t.title}</h2>
      {isReleased && !isForPerson && <p>{t.requested}</p>}
      {isForPerson && <Decide view={view} shipmentId={shipmentId} handling={handling} />}
      {!isReleased && handling && !isForPerson && (
        <p>
          {handling.waitingFor === 'reply' ? t.asked : t.running}{' '}
          <a href={`/account/profile/requests/${handling.requestId}`}>{t.story}</a>
        </p>
      )}
      {!isReleased && !handling && (
        <>
          <p>{t.nobody}</p>
          {view.may('settings:read') && (
            <p>
              <a href="/account/profile/flows#ready-delivery-failed">{t.toFlow}</a>
            </p>
          )}
        </>
      )}
    </section>
  );
}
