import type { CodeMeaning } from '../../reports/shipment-report';

/** ShippyPro's tracking codes. */
export const SHIPPYPRO_STATUSES: Record<string, CodeMeaning> = {
  '1': { state: 'announced' },
  '2': { state: 'in_transit' },
  '3': { state: 'out_for_delivery' },
  '4': { state: 'attempt_failed' },
  '5': { mark: 'problem' },
  '6': { state: 'delivered' },
};
