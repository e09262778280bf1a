export const NUMBER = { phone_number_id: '106540352242922', waba_id: '102290129340398' };
export const APP_SECRET = 'be4c4a44b5ec4e700000000000000001';
