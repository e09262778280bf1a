CREATE TABLE `accounts` (
	`account_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`features` text NOT NULL,
	`time_zone` text NOT NULL,
	`currency` text NOT NULL,
	`price_list` text NOT NULL,
	`retention_days` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `api_keys` (
	`key_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`last_four` text NOT NULL,
	`scopes` text NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	`last_used_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash` ON `api_keys` (`hash`);--> statement-breakpoint
CREATE INDEX `api_keys_account` ON `api_keys` (`account_id`,`key_id`);--> statement-breakpoint
CREATE TABLE `channels` (
	`channel_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`phone_number_id` text NOT NULL,
	`waba_id` text NOT NULL,
	`access_token` text NOT NULL,
	`app_secret` text NOT NULL,
	`deleted_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `channels_account` ON `channels` (`account_id`,`channel_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `channels_number` ON `channels` (`phone_number_id`,`account_id`) WHERE "channels"."deleted_at" is null;--> statement-breakpoint
CREATE TABLE `charges` (
	`charge_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`user_key` text NOT NULL,
	`request_id` text,
	`kind` text NOT NULL,
	`description` text NOT NULL,
	`quantity` integer NOT NULL,
	`unit_price` integer NOT NULL,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`cause` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `charges_cause` ON `charges` (`account_id`,`cause`);--> statement-breakpoint
CREATE INDEX `charges_user` ON `charges` (`account_id`,`user_key`,`charge_id`);--> statement-breakpoint
CREATE INDEX `charges_request` ON `charges` (`account_id`,`request_id`,`charge_id`);--> statement-breakpoint
CREATE TABLE `dead_letters` (
	`event_id` text PRIMARY KEY NOT NULL,
	`account_id` text,
	`queue` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `dead_letters_account` ON `dead_letters` (`account_id`,`event_id`);--> statement-breakpoint
CREATE TABLE `flow_versions` (
	`account_id` text NOT NULL,
	`key` text NOT NULL,
	`version` integer NOT NULL,
	`definition` text NOT NULL,
	`digest` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `key`, `version`)
);
--> statement-breakpoint
CREATE TABLE `flows` (
	`account_id` text NOT NULL,
	`key` text NOT NULL,
	`name` text NOT NULL,
	`active` integer NOT NULL,
	`version` integer NOT NULL,
	`trigger_on` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `key`)
);
--> statement-breakpoint
CREATE INDEX `flows_newest` ON `flows` (`account_id`,`created_at`,`key`);--> statement-breakpoint
CREATE INDEX `flows_trigger` ON `flows` (`account_id`,`trigger_on`) WHERE "flows"."active" = 1;--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`account_id` text NOT NULL,
	`key` text NOT NULL,
	`digest` text NOT NULL,
	`user_key` text,
	`answer` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_created` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `message_statuses` (
	`message_id` text NOT NULL,
	`status` text NOT NULL,
	`account_id` text NOT NULL,
	`at` integer NOT NULL,
	`detail` text NOT NULL,
	PRIMARY KEY(`message_id`, `status`)
);
--> statement-breakpoint
CREATE INDEX `message_statuses_account` ON `message_statuses` (`account_id`,`message_id`);--> statement-breakpoint
CREATE TABLE `messages` (
	`message_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`channel_id` text NOT NULL,
	`direction` text NOT NULL,
	`user_key` text NOT NULL,
	`address` text NOT NULL,
	`wamid` text,
	`request_id` text,
	`step` text,
	`visit` integer,
	`kind` text NOT NULL,
	`content` text NOT NULL,
	`status` text NOT NULL,
	`category` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_wamid` ON `messages` (`channel_id`,`wamid`);--> statement-breakpoint
CREATE UNIQUE INDEX `messages_step` ON `messages` (`request_id`,`step`,`visit`);--> statement-breakpoint
CREATE INDEX `messages_user` ON `messages` (`account_id`,`user_key`,`message_id`);--> statement-breakpoint
CREATE INDEX `messages_request` ON `messages` (`account_id`,`request_id`,`message_id`);--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`id_store` text NOT NULL,
	`order_id` text NOT NULL,
	`source` text NOT NULL,
	`order_number` text,
	`user_key` text,
	`customer` text,
	`currency` text NOT NULL,
	`total` integer NOT NULL,
	`payment_method` text,
	`shipping_address` text,
	`items` text NOT NULL,
	`variables` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_order` ON `orders` (`account_id`,`id_store`,`order_id`);--> statement-breakpoint
CREATE INDEX `orders_account` ON `orders` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `orders_user` ON `orders` (`account_id`,`user_key`,`id`);--> statement-breakpoint
CREATE TABLE `push_attempts` (
	`push_id` text NOT NULL,
	`number` integer NOT NULL,
	`account_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`status` integer,
	`error` text,
	`answer` text NOT NULL,
	PRIMARY KEY(`push_id`, `number`)
);
--> statement-breakpoint
CREATE INDEX `push_attempts_account` ON `push_attempts` (`account_id`,`push_id`);--> statement-breakpoint
CREATE TABLE `pushes` (
	`push_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`id_store` text NOT NULL,
	`request_id` text NOT NULL,
	`step` text NOT NULL,
	`visit` integer NOT NULL,
	`flow` text NOT NULL,
	`user_key` text NOT NULL,
	`object_type` text NOT NULL,
	`object_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`variables` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`attempts_before` integer NOT NULL,
	`next_at` integer,
	`held_until` integer,
	`last_error` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`delivered_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pushes_sequence` ON `pushes` (`id_store`,`object_type`,`object_id`,`sequence`);--> statement-breakpoint
CREATE UNIQUE INDEX `pushes_step` ON `pushes` (`request_id`,`step`,`visit`);--> statement-breakpoint
CREATE INDEX `pushes_account` ON `pushes` (`account_id`,`push_id`);--> statement-breakpoint
CREATE INDEX `pushes_store` ON `pushes` (`id_store`,`state`,`push_id`);--> statement-breakpoint
CREATE INDEX `pushes_state` ON `pushes` (`account_id`,`state`,`push_id`);--> statement-breakpoint
CREATE INDEX `pushes_object` ON `pushes` (`account_id`,`object_id`,`push_id`);--> statement-breakpoint
CREATE INDEX `pushes_held` ON `pushes` (`held_until`) WHERE "pushes"."held_until" is not null;--> statement-breakpoint
CREATE TABLE `request_steps` (
	`request_id` text NOT NULL,
	`step` text NOT NULL,
	`visit` integer NOT NULL,
	`account_id` text NOT NULL,
	`seq` integer NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`detail` text NOT NULL,
	`result` text,
	`deadline` integer,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	PRIMARY KEY(`request_id`, `step`, `visit`)
);
--> statement-breakpoint
CREATE INDEX `request_steps_account` ON `request_steps` (`account_id`,`request_id`,`seq`);--> statement-breakpoint
CREATE TABLE `requests` (
	`request_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`flow` text NOT NULL,
	`flow_version` integer NOT NULL,
	`user_key` text NOT NULL,
	`id_store` text NOT NULL,
	`object_type` text,
	`object_id` text,
	`variables` text NOT NULL,
	`status` text NOT NULL,
	`outcome` text,
	`error` text,
	`cause` text,
	`open_wait` text,
	`resume_step` text,
	`channel_id` text,
	`address` text,
	`wake_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`started_at` integer,
	`completed_at` integer
);
--> statement-breakpoint
CREATE INDEX `requests_account` ON `requests` (`account_id`,`request_id`);--> statement-breakpoint
CREATE INDEX `requests_user` ON `requests` (`account_id`,`user_key`,`request_id`);--> statement-breakpoint
CREATE INDEX `requests_status` ON `requests` (`account_id`,`status`,`request_id`);--> statement-breakpoint
CREATE INDEX `requests_flow` ON `requests` (`account_id`,`flow`,`request_id`);--> statement-breakpoint
CREATE INDEX `requests_object` ON `requests` (`account_id`,`object_id`,`request_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `requests_cause` ON `requests` (`account_id`,`cause`);--> statement-breakpoint
CREATE INDEX `requests_wake` ON `requests` (`wake_at`) WHERE "requests"."wake_at" is not null;--> statement-breakpoint
CREATE INDEX `requests_conversation` ON `requests` (`channel_id`,`address`,`request_id`) WHERE "requests"."wake_at" is not null;--> statement-breakpoint
CREATE TABLE `stores` (
	`id_store` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`secret` text,
	`previous_secret` text,
	`previous_secret_until` integer,
	`get_object` text,
	`update_object` text,
	`rate` text NOT NULL,
	`shopify_store_name` text,
	`shopify_token_app` text,
	`shopify_webhook_secret` text,
	`paused_at` integer,
	`paused_reason` text,
	`deleted_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `stores_account` ON `stores` (`account_id`,`id_store`);