ALTER TABLE `accounts` ADD `leading_shipment_source` text;--> statement-breakpoint
ALTER TABLE `shipment_events` ADD `is_unknown` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `shipment_events_unknown` ON `shipment_events` (`account_id`,`id_store`,`event_id`) WHERE "shipment_events"."is_unknown" = 1;