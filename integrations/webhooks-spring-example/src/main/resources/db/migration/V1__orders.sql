create table orders (
  id bigint generated always as identity primary key,
  workspace varchar(100) not null,
  item varchar(100) not null,
  quantity int not null
);
