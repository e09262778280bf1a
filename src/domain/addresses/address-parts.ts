/** The members of an order's shipping address that the check reads. The phone is checked where the member is there. */
export type AddressParts = {
  address1?: string | null | undefined;
  address2?: string | null | undefined;
  zip?: string | null | undefined;
  city?: string | null | undefined;
  /** A code or a name. */
  province?: string | null | undefined;
  province_code?: string | null | undefined;
  phone?: string | null | undefined;
};
