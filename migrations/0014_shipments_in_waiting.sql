ALTER TABLE `shipments` ADD `replaced_by` text;--> statement-breakpoint
CREATE INDEX `shipments_replaced` ON `shipments` (`replaced_by`) WHERE "shipments"."replaced_by" is not null;--> statement-breakpoint
CREATE INDEX `shipment_aliases_waiting` ON `shipment_aliases` (`alias`) WHERE "shipment_aliases"."order_id" = '';