create table orders (id bigint primary key, workspace varchar(100) not null);
