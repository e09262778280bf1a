import type { RequestRow } from '../../db/requests/requests';

/** The object of a request: an order by its number if known, anything else by type and id. */
export function ObjectLabel({
  request: { objectType, objectId },
  orderNumber,
}: {
  request: Pick<RequestRow, 'objectType' | 'objectId'>;
  orderNumber: string | null;
}) {
  if (objectId === null) return <>–</>;
  if (orderNumber !== null) return <bdi>{orderNumber}</bdi>;
  return (
    <>
      {objectType !== 'order' && <bdi>{objectType} </bdi>}
      {/* Shopify's admin shows only the digits of an id. */}
      <bdi>{objectId.replace(/^gid:\/\/shopify\/\w+\//, '')}</bdi>
    </>
  );
}
