import { expect, test } from 'vitest';
import * as keys from '../../src/shared/crypto/dedupe-key';
import { waitKey } from '../../src/shared/flows/wait-key';

const step = { requestId: 'req_1', step: 'pay', iteration: 2 };
const order = { storeId: 'str_1', orderId: 'gid://shopify/Order/1' };

test('the texts of dedupe keys, which are stored, stay the same', () => {
  expect([
    keys.messageChargeKey('msg_1'),
    keys.pushChargeKey('psh_1'),
    keys.runChargeKey('req_1'),
    keys.stepChargeKey(step),
    keys.inboundMessageKey('chn_1', 'wamid.A'),
    keys.inboundStatusKey('chn_1', 'wamid.A', 'read'),
    keys.inboundContentKey('account', '1', 'ab'),
    keys.orderDeliveryKey('str_1', 'update', 'ab'),
    keys.orderDeliveryIdKey('str_1', 'w-1'),
    `${keys.storeFailingPrefix('str_1')}0`,
    keys.storePausedKey('str_1', 5),
    keys.channelBrokenKey('chn_1', 5),
    keys.orderEventRequestKey({ on: 'order.created', order, eventId: null }, 'cod'),
    keys.orderEventRequestKey({ on: 'order.paid', order, eventId: 'ab' }, 'cod'),
    keys.receivedMessageRequestKey({ channelId: 'chn_1', wamid: 'wamid.A' }, 'cod'),
    keys.chainedRequestKey(keys.chainPrefix({ requestId: 'req_0', dedupeKey: null }), step),
    waitKey(step),
  ]).toEqual([
    'message:msg_1',
    'push:psh_1',
    'flow.run:req_1',
    'step:req_1:pay:2',
    'message:chn_1:wamid.A',
    'status:chn_1:wamid.A:read',
    'account:1:ab',
    'order:str_1:update:ab',
    'str_1:w-1',
    'store.failing:str_1:0',
    'store.paused:str_1:5',
    'channel.broken:chn_1:5',
    'order.created:str_1:gid://shopify/Order/1:cod',
    'order.paid:str_1:gid://shopify/Order/1:ab:cod',
    'message.received:chn_1:cod:wamid.A',
    'start_flow:req_0:req_1:pay:2',
    'pay-2',
  ]);
});

test('dedupe keys are parsed back', () => {
  const received = { channelId: 'chn_1', wamid: 'wamid:with:colons' };
  const event = { on: 'order.paid', order, eventId: 'ab' };
  expect([
    keys.parseReceivedMessage(keys.receivedMessageRequestKey(received, 'cod')),
    keys.parseReceivedMessage('order.created:str_1:1:cod'),
    keys.parseReceivedMessage(null),
    keys.isStepChargeKey(keys.stepChargeKey(step)),
    keys.isStepChargeKey(keys.messageChargeKey('step')),
    keys.isStartedByOrderEvent(keys.orderEventRequestKey(event, 'cod'), event),
    keys.isStartedByOrderEvent(keys.orderEventRequestKey(event, 'cod'), { ...event, eventId: 'a' }),
    keys.chainPrefix({ requestId: 'req_9', dedupeKey: 'start_flow:req_0:req_1:pay:2' }),
  ]).toEqual([received, null, null, true, false, true, false, 'start_flow:req_0:']);
});
