import type { RequestRow } from '../../db/requests';

/** What a request is about: an order by its number where that is known, anything else by its kind and id. */
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
      {/* Of Shopify's ids the digits are what its admin shows. */}
      <bdi>{objectId.replace(/^gid:\/\/shopify\/\w+\//, '')}</bdi>
    </>
  );
}
