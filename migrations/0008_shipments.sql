CREATE TABLE `shipment_aliases` (
	`account_id` text NOT NULL,
	`id_store` text NOT NULL,
	`alias` text NOT NULL,
	`order_id` text NOT NULL,
	`shipment_id` text NOT NULL,
	`is_return` integer NOT NULL,
	PRIMARY KEY(`account_id`, `alias`, `id_store`, `order_id`, `shipment_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shipment_aliases_parcel` ON `shipment_aliases` (`account_id`,`alias`,`id_store`,`order_id`) WHERE "shipment_aliases"."alias" not glob 'order*';--> statement-breakpoint
CREATE INDEX `shipment_aliases_shipment` ON `shipment_aliases` (`shipment_id`);--> statement-breakpoint
CREATE TABLE `shipment_events` (
	`event_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`id_store` text NOT NULL,
	`shipment_id` text NOT NULL,
	`seq` integer NOT NULL,
	`source` text NOT NULL,
	`source_event_id` text,
	`dedupe_key` text NOT NULL,
	`state` text,
	`reason` text,
	`mark` text,
	`raw_code` text,
	`raw_text` text,
	`place` text,
	`happened_at` integer NOT NULL,
	`precision` text NOT NULL,
	`received_at` integer NOT NULL,
	`list_index` integer,
	`is_history` integer NOT NULL,
	`is_snapshot` integer NOT NULL,
	`is_return_leg` integer NOT NULL,
	`is_shared` integer NOT NULL,
	`hold_until` integer,
	`dossier` text,
	`release` text,
	`expected_at` integer,
	`retracts` text,
	`applied` integer NOT NULL,
	`why` text,
	`triggered` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `shipment_events_account` ON `shipment_events` (`account_id`,`event_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `shipment_events_seq` ON `shipment_events` (`shipment_id`,`seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `shipment_events_source` ON `shipment_events` (`account_id`,`id_store`,`source`,`dedupe_key`);--> statement-breakpoint
CREATE TABLE `shipments` (
	`shipment_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`id_store` text NOT NULL,
	`order_id` text,
	`carrier` text,
	`tracking_number` text,
	`tracking_url` text,
	`fulfillment_gid` text,
	`state` text NOT NULL,
	`state_at` integer,
	`attempts` integer NOT NULL,
	`hold` text,
	`held_until` integer,
	`delayed` integer NOT NULL,
	`problem` integer NOT NULL,
	`disputed` integer NOT NULL,
	`shared` integer NOT NULL,
	`expected_at` integer,
	`event_count` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `shipments_account` ON `shipments` (`account_id`,`shipment_id`);--> statement-breakpoint
CREATE INDEX `shipments_store` ON `shipments` (`account_id`,`id_store`,`shipment_id`);--> statement-breakpoint
CREATE INDEX `shipments_order` ON `shipments` (`account_id`,`order_id`,`shipment_id`) WHERE "shipments"."order_id" is not null;--> statement-breakpoint
CREATE INDEX `shipments_state` ON `shipments` (`account_id`,`state`,`shipment_id`);--> statement-breakpoint
CREATE INDEX `shipments_held` ON `shipments` (`account_id`,`shipment_id`,`held_until`) WHERE "shipments"."held_until" is not null;--> statement-breakpoint
CREATE INDEX `shipments_fulfillment` ON `shipments` (`account_id`,`id_store`,`fulfillment_gid`) WHERE "shipments"."fulfillment_gid" is not null;--> statement-breakpoint
CREATE INDEX `orders_number` ON `orders` (`account_id`,`order_number`) WHERE "orders"."order_number" is not null;